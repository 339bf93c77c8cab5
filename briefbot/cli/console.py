"""Notes, progress bars and the draft, all on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import rich.console
import rich.markup
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from briefbot.progress import clock
from briefbot.render.text import printable

LINES_APART = 10.0
"""Least seconds between two lines of progress where there is no terminal."""


class ProgressBar:
    """One progress bar, shown once there is something to do; where there is no terminal, long work is told in lines."""

    def __init__(
        self,
        label: str,
        console: rich.console.Console,
        *,
        seconds: Callable[[], float] = clock,
        apart: float = LINES_APART,
    ) -> None:
        """Begin with nothing shown.

        Args:
            label: what is being done.
            console: where it is shown.
            seconds: tells the time.
            apart: least seconds between two lines.
        """
        self._console = console
        self._label = label
        self._seconds = seconds
        self._apart = apart
        self._said = seconds()
        self._complete, self._count = 0, 0
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(label, total=None, visible=False)

    def begin(self, count: int) -> None:
        """Show the bar."""
        self._count = count
        self._progress.start()
        self._progress.update(self._task, total=count, visible=True)

    def done(self, count: int) -> None:
        """Move the bar."""
        self._complete += count
        self._say()
        self._progress.update(self._task, advance=count)

    def stage(self, label: str) -> None:
        """Name what is being done now."""
        self._label = label
        self._say()
        self._progress.update(self._task, description=rich.markup.escape(printable(label)))

    def _say(self) -> None:
        """Print a line where there is no bar, unless the last was printed a moment ago."""
        now = self._seconds()
        if self._console.is_terminal or now - self._said < self._apart:
            return
        self._said = now
        line = f"{printable(self._label)}: {self._complete:,} of {self._count:,}"
        self._console.print(Text(line), soft_wrap=True)

    def close(self) -> None:
        """Take the bar off the terminal."""
        self._progress.stop()


class DraftView:
    """What a person sees while an answer is made; called with the pieces of the draft."""

    def __init__(self, show: Callable[[Text], None]) -> None:
        self._show = show
        self._draft = ""
        self._glance = ""

    def __call__(self, text: str) -> None:
        """Show one more piece of the draft."""
        self._draft += printable(text)
        self._update()

    def glance(self, sentences: Sequence[str], likely: float) -> None:
        """Show what was found before the language model is asked.

        Args:
            sentences: of the sources; nothing is shown for none.
            likely: the probability that they answer.
        """
        if sentences:
            told = " ".join(printable(sentence) for sentence in sentences)
            self._glance = f"At first sight (answers {round(100 * likely)} times in 100): {told}\n"
            self._update()

    def _update(self) -> None:
        draft = f"Draft, not yet checked: {self._draft}" if self._draft else ""
        self._show(Text(self._glance + draft, style="dim italic"))


class Console:
    """A reporter for a person; where standard error is no terminal, notes and long work are plain lines."""

    def __init__(self) -> None:
        self._console = rich.console.Console(stderr=True, highlight=False)

    def note(self, text: str) -> None:
        """Print a line."""
        self._console.print(Text(printable(text)), soft_wrap=True)

    @contextmanager
    def progress(self, label: str) -> Iterator[ProgressBar]:
        """A progress bar while the context lasts."""
        bar = ProgressBar(label, self._console)
        try:
            yield bar
        finally:
            bar.close()

    @contextmanager
    def draft(self) -> Iterator[DraftView]:
        """Show a draft as it is written, marked as unchecked, and take it away when it has been checked."""
        if not self._console.is_terminal:
            yield DraftView(lambda text: None)
            return
        with Live(console=self._console, transient=True, refresh_per_second=8) as live:
            yield DraftView(live.update)
