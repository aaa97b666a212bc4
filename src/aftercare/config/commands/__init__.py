"""The commands of `aftercare`, one per file; `config.cli` says what a command is."""
