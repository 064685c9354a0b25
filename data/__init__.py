"""Tables, statements and transactions. All of the SQL is here."""
