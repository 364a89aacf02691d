"""`flask review replay REFERENCE`."""

import click
from flask import Flask
from flask.cli import AppGroup

from directory.core import transaction
from directory.membership.queries import replay as replays
from directory.membership.queries import rounds
from directory.membership.rules.result import Result

review_commands = AppGroup("review", help="Review rounds.")


@review_commands.command("replay")
@click.argument("reference")
def replay(reference: str) -> None:
    """Rebuild a round's result from its chain and compare. Exit code 1 where they differ, 2 for an unknown round."""
    with transaction.reading():
        round_ = rounds.by_reference(reference)
        found = replays.replay(round_) if round_ is not None else None
    if found is None:
        click.echo(f"There is no round {reference}.", err=True)
        raise click.exceptions.Exit(2)
    if found.result is not None:
        _print(found.result)
    for problem in found.problems:
        click.echo(problem, err=True)
    if found.problems:
        raise click.exceptions.Exit(1)
    click.echo("Chain, ballots and stored result agree.")


def _print(result: Result) -> None:
    votes = f"yes {result.yes}, no {result.no}, abstained {result.abstained}"
    click.echo(f"{result.verdict}: {votes}; {result.ballots} of {result.eligible} ballots, quorum {result.quorum}")
    for each in result.criteria:
        counts = " ".join(str(count) for count in each.counts)
        click.echo(f"criterion {each.number}: median {each.median}, scores 0-5: {counts}, N {each.not_judged}")


def init_app(app: Flask) -> None:
    app.cli.add_command(review_commands)
