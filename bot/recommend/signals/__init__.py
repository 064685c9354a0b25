"""What members do, as signals: read, filtered, batched and stored."""
