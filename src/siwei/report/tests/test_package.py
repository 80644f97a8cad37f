"""The data package: whole by itself, and every kind of meddling is named."""

import csv
import io
import json
import zipfile
from contextlib import suppress

import pytest

from siwei.kernel.records.writing import writing
from siwei.report.editions import data_package, edition, html, write
from siwei.report.package_check import Package, PackageError, faults, main
from siwei.report.tests.conftest import DRILLS, ROOMS

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(sealed_house, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(data_package(edition(106)))
    return path


def rewrite(path, name, change, *, sums=False):
    """The package with one file changed; with `sums` by somebody who also mends SHA256SUMS."""
    import hashlib

    with zipfile.ZipFile(path) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    files[name] = change(files[name])
    if sums:
        lines = sorted(n for n in files if n != "SHA256SUMS")
        files["SHA256SUMS"] = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in lines).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for n, body in files.items():
            archive.writestr(n, body)
    return Package.read(path)


def test_a_package_is_whole_and_carries_the_seal(file, sealed_house):
    package = Package.read(file)
    assert faults(package, sealed_house.seal_hash) == ()
    assert package.seal == sealed_house.seal_hash


def test_the_same_seal_gives_the_same_bytes(sealed_house):
    assert data_package(edition(106)) == data_package(edition(106))


def test_a_changed_byte_anywhere_is_named(file):
    for name in Package.read(file).files:
        if name != "SHA256SUMS":
            original = file.read_bytes()
            package = rewrite(file, name, lambda body: body.replace(b"1", b"2", 1) + b" ")
            with suppress(PackageError):  # a file that cannot be read any more is told so
                assert faults(package), name
            file.write_bytes(original)


def test_a_removed_evidence_row_is_named_even_with_mended_sums(file):
    package = rewrite(file, f"evidence/{ROOMS}.csv", lambda body: body.rsplit(b"\r\n", 2)[0] + b"\r\n", sums=True)
    about = {fault.about for fault in faults(package)}
    assert about == {ROOMS}
    assert any("2 evidence rows make 2" in fault.how for fault in faults(package))


def test_a_changed_derived_value_is_named(file):
    def raised(body):
        figures = json.loads(body)
        next(f for f in figures if f["id"] == "jobs.paper_saved")["value"] = "1"
        return json.dumps(figures).encode()

    about = {fault.about for fault in faults(rewrite(file, "figures.json", raised, sums=True))}
    assert "jobs.paper_saved" in about


def test_changed_digits_in_the_text_are_named(file):
    package = rewrite(file, "documents/zh.json", lambda body: body.replace(b'"107"', b'"104"'), sums=True)
    assert any(fault.about == "gazette.issues" and "104" in fault.how for fault in faults(package))


def test_a_package_forged_throughout_has_another_seal(file, sealed_house):
    def signed(body):
        manifest = json.loads(body)
        manifest["by"] = "nobody"
        return json.dumps(manifest).encode()

    rewrite(file, "manifest.json", signed)
    package = Package.read(file)
    seal = package.seal
    forged = rewrite(file, "seal.txt", lambda body: f"{seal}\n".encode(), sums=True)
    assert faults(forged) == ()
    assert faults(forged, sealed_house.seal_hash)


def test_evidence_has_public_columns_only(file):
    rows = list(csv.DictReader(io.StringIO(Package.read(file).files[f"evidence/{ROOMS}.csv"].decode())))
    assert list(rows[0]) == ["n", "opened_on", "amount"]  # no number, name or key of the record
    drills = list(csv.DictReader(io.StringIO(Package.read(file).files[f"evidence/{DRILLS}.csv"].decode())))
    assert drills == [{"n": "1", "place": "desk", "asked": "2017-03-01", "amount": "1"}]


def test_the_descriptor_names_every_file_that_is_there(file):
    package = Package.read(file)
    described = {resource["path"] for resource in package.json("datapackage.json")["resources"]}
    assert set(package.files) - described == {"SHA256SUMS", "datapackage.json", "seal.txt"}


def test_it_is_verified_by_its_file_alone(file, capsys):
    assert main([str(file)]) == 0
    assert main([str(file), "0" * 64]) == 1
    assert main(["/no/such/file"]) == 2


def test_what_is_no_package_is_told(tmp_path):
    path = tmp_path / "x.zip"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(PackageError, match="no data package"):
        Package.read(path)


def test_a_draft_has_a_package_too(house, tmp_path):
    path = tmp_path / "draft.zip"
    path.write_bytes(data_package(edition(106)))
    package = Package.read(path)
    assert faults(package) == ()
    assert package.json("manifest.json")["status"] == "draft"
    assert any(finding["id"].startswith("growth:") for finding in package.json("checks.json"))


@pytest.mark.parametrize("state", ["house", "sealed_house"])
def test_write_makes_every_edition(state, request, tmp_path):
    from siwei.report.editions import NAMES, fonts

    if not fonts().is_dir():
        pytest.skip(f"no printing fonts in {fonts()}")
    request.getfixturevalue(state)
    files = write(106, tmp_path / "106")
    assert [file.name for file in files] == list(NAMES)
    assert all(file.stat().st_size > 1000 for file in files)
    assert not list((tmp_path / "106").glob(".*"))
    first = [file.read_bytes() for file in files]
    assert [file.read_bytes() for file in write(106, tmp_path / "106")] == first


def test_a_house_of_sample_data_says_so_in_every_edition(house):
    person = house.person
    assert not edition(106).documents["zh"].edition.notice.zh
    with writing():
        type(person).objects.filter(pk=person.pk).update(invented=True)
    found = edition(106)
    assert "虛構" in found.documents["zh"].edition.notice.zh
    assert "虛構" in html(found, "zh")
    assert "Sample data" in html(found, "en")
