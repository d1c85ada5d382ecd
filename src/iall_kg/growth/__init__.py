"""What makes growth cheap: a release kept on disk to which a new source is added, at the cost of that source."""
