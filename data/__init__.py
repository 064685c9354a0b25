"""What is stored: tables, statements and transactions. All of the SQL is here."""
