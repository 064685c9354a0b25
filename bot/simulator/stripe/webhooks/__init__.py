"""Events on their way to webhook endpoints: signed, retried, and disturbed at will."""
