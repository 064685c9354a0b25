"""What is paid for others: gifts, codes and seats."""
