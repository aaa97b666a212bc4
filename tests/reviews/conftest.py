"""People and files are those of every import."""

from tests.intake.conftest import bring_in, importer, own_files_folder, people, upload

__all__ = ["bring_in", "importer", "own_files_folder", "people", "upload"]
