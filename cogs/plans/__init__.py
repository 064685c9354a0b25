"""`/plan`: the plans on sale."""
