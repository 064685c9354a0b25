"""Publishing: a folder of Markdown as a catalogue, and texts as pages."""
