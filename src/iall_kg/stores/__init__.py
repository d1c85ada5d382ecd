"""Where the release can stand besides memory: in a SPARQL service, or in a directory on disk."""
