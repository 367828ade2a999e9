"""The terminal: `iscm`, its commands and what becomes of errors. No command shows a traceback."""

from __future__ import annotations

import signal
import sys
from typing import Any

import typer

from api.terminal import asking, loading, questions, serving
from api.terminal.printing import print_error, say
from graph.errors import BadInput, IscmError
from graph.release import software_version

# Typer brings a click of its own or takes the installed one, by its version: what both call a
# complaint about the command line is found from a class that typer itself offers.
_Complaint: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")

app = typer.Typer(
    name="iscm",
    help="The knowledge graph of inter-State consultation mechanisms on migration.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.serve)
app.command()(asking.info)
app.command("ask", context_settings=questions.ANY_PARAMETER)(questions.ask_question)
app.command()(asking.cypher)
app.command("map")(asking.draw)
app.command()(asking.export)
app.command()(asking.connect)
app.command()(loading.load)
app.command()(loading.remove)
app.command()(loading.check)
app.command()(loading.changes)
app.command()(loading.verify)
app.command()(loading.backup)
app.command()(loading.restore)


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="Show the version and stop."),
) -> None:
    """The knowledge graph of inter-State consultation mechanisms on migration."""
    if show:
        print(f"iscm {software_version()}")
        raise typer.Exit


def main() -> None:
    """Run a command; exit code 2 for bad input, 3 for a store out of reach, 1 for ours."""
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)
    except IscmError as error:
        print_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except typer.Exit as exit_:
        sys.exit(exit_.exit_code)
    except _Complaint as error:
        if as_json:
            print_error(BadInput(error.format_message()), as_json=True)
        else:
            error.show()
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone: nothing is left to say
        sys.exit(0)
    except MemoryError:
        say("There is not enough memory for this.")
        sys.exit(1)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        print_error(IscmError(f"{what}{error.strerror or error}."), as_json=as_json)
        sys.exit(1)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
