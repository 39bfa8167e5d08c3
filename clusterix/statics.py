from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage


class PublishedFiles(FileSystemFinder):
    """The project's own static files and, of the packages in node_modules, those that VENDOR_FILES names."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for path, storage in super().list(ignore_patterns):
            prefix = getattr(storage, "prefix", None)
            if not prefix or any(fnmatchcase(f"{prefix}/{path}", name) for name in settings.VENDOR_FILES):
                yield path, storage
