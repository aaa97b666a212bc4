"""Answers for machines that watch the installation."""
