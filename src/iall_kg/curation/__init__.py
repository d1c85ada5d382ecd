"""What helps a curator: cut a text into passages, read its references, check what was curated against it."""
