"""`weibao worker`: background tasks and what is due on its own."""

import threading

import click

LOOK_EVERY = 60


@click.command()
def worker() -> None:
    """只运行后台任务（导入、匹配、筛查、定时任务）。"""
    from django.core.management import call_command

    from weibao.access.startup import refuse_demonstration_accounts
    from weibao.cipher.startup import refuse_keys_beside_the_data

    refuse_demonstration_accounts()
    refuse_keys_beside_the_data()
    threading.Thread(target=keep_schedule, daemon=True).start()
    call_command("db_worker", interval=1, verbosity=0)


def keep_schedule() -> None:
    """Run what is due, every minute, for as long as the worker lives."""
    from django.db import close_old_connections

    from weibao.jobs.schedule import run_due

    wait = threading.Event()
    while not wait.wait(LOOK_EVERY):
        close_old_connections()
        run_due()
