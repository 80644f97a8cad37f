"""`./siwei report 106`: its coverage; with --check, --seal, --write DIR, --verify [--package FILE] the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from siwei.report.package_check import Fault, Package, PackageError
from siwei.report.package_check import faults as package_faults


class Command(BaseCommand):
    """The annual report of a year from the command line."""

    help = __doc__
    requires_system_checks: list[str] = []  # a package is verified where there is no database

    def add_arguments(self, parser: CommandParser) -> None:
        """The year and what to do."""
        parser.add_argument("year", type=int, help="ROC year")
        parser.add_argument(
            "--check", action="store_true", help="list what does not add up; fails when anything stands"
        )
        parser.add_argument("--seal", action="store_true", help="freeze the approved report")
        parser.add_argument("--verify", action="store_true", help="recompute the sealed report and name what differs")
        parser.add_argument("--package", type=Path, help="with --verify: from this file alone, without a database")
        parser.add_argument(
            "--expect", default="", metavar="SEAL", help="with --package: the seal on the printed cover"
        )
        parser.add_argument("--write", type=Path, metavar="DIR", help="write HTML, PDF, ODT and the data package")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, in the order check, seal, write, verify."""
        year: int = options["year"]
        if options["verify"] and options["package"]:
            return self._verify_package(options["package"], year, options["expect"])
        asked = [name for name in ("check", "seal", "write", "verify") if options[name]]
        if not asked:
            self._coverage(year)
        if options["check"]:
            self._check(year)
        if options["seal"]:
            self._seal(year)
        if options["write"]:
            self._write(year, options["write"])
        if options["verify"]:
            self._verify(year)
        return None

    def _coverage(self, year: int) -> None:
        from siwei.report.coverage import coverage
        from siwei.report.wording import coverage_sentences
        from siwei.report.year import draft

        for document in draft(year).facts.documents.values():
            found = coverage(document)
            self.stdout.write(document.title)
            self.stdout.write(coverage_sentences(found, document.language))

    def _check(self, year: int) -> None:
        from siwei.report.actions import excused
        from siwei.report.models import Report
        from siwei.report.year import draft

        found = draft(year).findings()
        report = Report.objects.filter(year=year).first()
        held = excused(report, found) if report else {}
        for finding in found:
            mark = "excused" if finding.id in held else str(finding.severity)
            self.stdout.write(f"{mark:8} {finding.id}\n         {finding.sentence.zh}\n         {finding.sentence.en}")
            if finding.id in held:
                self.stdout.write(f"         └ {held[finding.id].person}: {held[finding.id].reason}")
        standing = [f for f in found if f.severity.blocks and f.id not in held]
        self.stdout.write(f"{len(found)} findings, {len(held)} excused, {len(standing)} stand")
        if standing:
            raise CommandError("the report does not add up yet", returncode=1)

    def _seal(self, year: int) -> None:
        from siwei.kernel.access.actor import Actor
        from siwei.kernel.actions.errors import ActionRefused
        from siwei.report.actions import seal

        report = self._report(year)
        try:
            seal(report, by=Actor.system("./siwei report --seal"))
        except ActionRefused as refused:
            raise CommandError(str(refused)) from refused
        except ValidationError as faulty:
            raise CommandError("\n".join(faulty.messages)) from faulty
        self.stdout.write(f"sealed: {report.seal_hash}")

    def _write(self, year: int, folder: Path) -> None:
        from siwei.report.editions import write

        for file in write(year, folder):
            self.stdout.write(f"{file} ({file.stat().st_size:,} bytes)")

    def _verify(self, year: int) -> None:
        from siwei.report.sealing import sealed
        from siwei.report.verification import differences, faults

        report = self._report(year)
        kept = sealed(report)
        if kept is None:
            raise CommandError(f"the report of {year} is not sealed: there is nothing to verify")
        broken = faults(report, kept)
        self._print_faults(broken)
        changed = differences(report, kept)
        for difference in changed:
            now = "no figure" if difference.today is None else difference.today.with_unit("zh")
            self.stdout.write(f"{difference.figure}: sealed {difference.sealed.with_unit('zh')}, today {now}")
            for other in difference.follows_from(changed):
                self.stdout.write(f"  follows from {other.figure} {other.said}")
            self._print_reasons(kept.seal, difference.figure)
        self.stdout.write(f"seal {kept.seal.hash}")
        whole = "the seal is whole" if not broken else f"{len(broken)} faults in the seal"
        self.stdout.write(f"{whole}; {len(changed)} of {len(kept.content.figures)} figures differ today")
        if broken:
            raise CommandError("the sealed report was tampered with", returncode=1)
        if changed:
            raise CommandError("the records of the year have changed since sealing", returncode=1)

    def _print_reasons(self, seal: Any, figure: str) -> None:
        from siwei.kernel.access.actor import Actor
        from siwei.report.explaining import changed_rows, corrections

        for row in changed_rows(seal, figure, Actor.system("verify")):
            title = row.record.title() if row.record else f"#{row.record_id} (removed)"
            how = (
                "counts now" if row.sealed is None else "counts no longer" if row.today is None else "counts otherwise"
            )
            self.stdout.write(f"  {row.said}  {title} {how}")
            for act in row.acts:
                self.stdout.write(_told(act))
            if row.unexplained:
                self.stdout.write("      no act explains it: the row was changed outside Siwei")
        for act in corrections(seal, figure):
            self.stdout.write(_told(act))

    def _verify_package(self, file: Path, year: int, seal: str) -> None:
        try:
            package = Package.read(file)
            found = package_faults(package, seal)
            manifest = package.json("manifest.json")
        except PackageError as error:
            raise CommandError(str(error)) from error
        if manifest["year"] != year:
            raise CommandError(f"this is the package of {manifest['year']}, not of {year}")
        self._print_faults(found)
        self.stdout.write(
            f"{manifest['status']} {manifest['at']}, {len(manifest['figures'])} figures\nseal {package.seal}"
        )
        if found:
            raise CommandError(f"{len(found)} differences: the package was tampered with", returncode=1)
        self.stdout.write("the package is whole: every figure follows from its evidence, formula or source")

    def _print_faults(self, found: tuple[Fault, ...]) -> None:
        for fault in found:
            self.stdout.write(f"{fault.about}: {fault.how}")

    def _report(self, year: int) -> Any:
        from siwei.report.models import Report

        report = Report.objects.filter(year=year).first()
        if report is None:
            raise CommandError(f"nobody has opened the report of {year} yet")
        return report


def _told(act: Any) -> str:
    """An act in a line: when (office time), what, who, why."""
    from django.utils import timezone

    from siwei.kernel.actions.registry import label_of

    return f"      {timezone.localtime(act.at):%Y-%m-%d %H:%M} {label_of(act.act)} {act.actor_name} {act.note}".rstrip()
