"""The only writers of quick replies, one verb a file."""
