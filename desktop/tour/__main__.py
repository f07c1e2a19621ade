"""`python -m desktop.tour --out DIR`: a district's first days and the day of the city."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.tour.central import Central
from desktop.tour.driver import Driver, TourError
from desktop.tour.story import FirstDays
from desktop.tour.story_city import Commission
from desktop.tour.story_district import District, Results
from desktop.tour.story_figures import Figures
from desktop.tour.story_scores import Office
from desktop.tour.wire import Wire


def main(arguments: list[str]) -> int:
    """Run the tour; 0 when every step showed what it should, 1 with the reason otherwise."""
    parser = argparse.ArgumentParser(prog="desktop.tour", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="shicheng-tour-"))
    try:
        return _run(folder, chosen.out)
    except (TourError, RuntimeError) as error:
        tell(f"FAILED: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, out: Path) -> int:
    central = Central(folder / "server")
    tell("The centre is prepared with sample data …")
    central.prepare()
    app = _application()
    wire = Wire(central.start())
    try:
        driver = Driver(out, tell)
        FirstDays(driver, wire, folder, tell).play()
        District(driver, wire, folder, tell).play()
        Figures(driver, wire, folder, tell).play()
        Commission(driver, wire, folder, tell).play()
        Office(driver, wire, folder, tell, central).play()
        Results(driver, wire, folder, tell, central).play()
        app.processEvents()
    finally:
        wire.close()
        central.stop()
    tell(f"The tour passed; {len(driver.pictures)} pictures in {out}")
    return 0


def _application() -> QApplication:
    QApplication.setStyle("Fusion")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app)
    return app


def tell(text: str) -> None:
    """Write one line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
