"""The same from the command line: exit 0 done, 1 refused with the reasons, 2 misuse; `--json` prints one object."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from monitoring.clusters.models import Cluster
from monitoring.members.models import MemberLine
from monitoring.uploads.models import Upload
from tests.cast import Cast
from tests.monitoring.imports.conftest import xlsx
from tests.monitoring.imports.test_clusters import LIST

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "clusters.xlsx"
    path.write_bytes(xlsx(LIST))
    return path


def call(*words: object) -> dict[str, Any]:
    out = io.StringIO()
    try:
        call_command(*(str(word) for word in words), "--json", stdout=out)
    except SystemExit as end:
        return {"exit": end.code, **json.loads(out.getvalue())}
    return {"exit": 0, **json.loads(out.getvalue())}


def test_check_writes_nothing_and_prints_what_it_understood(path: Path) -> None:
    done = call("import_legacy", path, "--target", "clusters", "--check")
    assert (done["exit"], done["status"]) == (0, "ok")
    assert done["counts"] == {"new": 2, "changed": 1, "unchanged": 0, "absent": 1, "rejected": 0}
    assert done["mapping"]["columns"]["Nom du cluster"] == "name"
    assert not Upload.objects.exists()


def test_apply_writes_and_undo_takes_back(path: Path) -> None:
    done = call("import_legacy", path, "--target", "clusters", "--apply")
    assert Cluster.objects.filter(code="axelera").exists()
    organisations = {"removed": 0, "kept": 0}
    undone = {"exit": 0, "status": "ok", "kept": {}, "organisations": organisations}
    assert call("undo_import", done["import_id"]) == undone
    assert not Cluster.objects.filter(code="axelera").exists()
    again = call("undo_import", done["import_id"])
    assert again["exit"] in {0, 1}


def test_a_rejected_row_writes_nothing_unless_it_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(xlsx((*LIST, ("Sans domaine", "Pôle", None, "Lyon"))))
    words = ("import_legacy", path, "--target", "clusters", "--apply")
    refused = call(*words)
    assert (refused["exit"], refused["status"], refused["import_id"]) == (1, "rejected", None)
    assert refused["errors"][0]["cells"] == ["C6"]
    assert not Cluster.objects.filter(code="axelera").exists()
    assert not Upload.objects.exists()
    assert call(*words, "--skip-rejected")["status"] == "partial"
    assert Cluster.objects.filter(code="axelera").exists()


def test_a_map_says_what_columns_and_words_mean(path: Path, tmp_path: Path, cast: Cast) -> None:
    mapping = tmp_path / "map.json"
    told = call("import_legacy", path, "--target", "clusters", "--check")["mapping"]
    told["columns"]["Ville"] = None
    mapping.write_text(json.dumps(told))
    call("import_legacy", path, "--target", "clusters", "--apply", "--mapping", mapping)
    assert Cluster.objects.get(code="axelera").town == ""


def test_what_is_misused_ends_with_two(path: Path) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_legacy", str(path), "--target", "members", "--check", "--cluster", "nobody")
    assert error.value.returncode == 2
    with pytest.raises(CommandError) as error:
        call_command("undo_import", "12345")
    assert error.value.returncode == 2


def test_a_file_about_no_cluster_and_no_year_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    path.write_bytes(xlsx((("Raison sociale", "Catégorie"), ("Alpha", "PME"))))
    done = call("import_legacy", path, "--target", "members", "--check")
    assert done["exit"] == 1
    assert done["errors"][0]["code"] == "missing_columns"
    assert done["mapping"]["columns"] == {"Raison sociale": "name", "Catégorie": "category"}


def test_a_map_gives_every_row_what_no_column_says(tmp_path: Path) -> None:
    path, mapping = tmp_path / "members.xlsx", tmp_path / "map.json"
    path.write_bytes(xlsx((("Raison sociale", "Ville"), ("Alpha", "Grenoble"), ("Beta", "Lyon"))))
    words = ("import_legacy", path, "--target", "members", "--cluster", "minalogic", "--period", "2017")
    assert call(*words, "--check")["errors"][0]["code"] == "missing_columns"
    mapping.write_text(json.dumps({"values": {"category": "PME"}}))
    done = call(*words, "--apply", "--mapping", mapping)
    assert (done["status"], done["counts"]["new"]) == ("ok", 2)
    assert set(MemberLine.objects.values_list("category", flat=True)) == {"PME"}
    for values in ({"category": "colossal"}, {"town": "Lyon"}, {"weather": "fine"}):
        mapping.write_text(json.dumps({"values": values}))
        refused = call(*words, "--check", "--mapping", mapping)
        assert (refused["exit"], refused["errors"][0]["code"]) == (1, "bad_mapping")
