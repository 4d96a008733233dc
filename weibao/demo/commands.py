"""`weibao demo`: the demonstration county, built once and served."""

import click

from weibao.cli import Refused


@click.command()
@click.option("--no-serve", is_flag=True, help="只建立，不启动网站。")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=int)
def demo(no_serve: bool, host: str, port: int) -> None:
    """建立虚构的演示县（只在首次），并启动网站。人物和数据均为虚构。"""
    from weibao.demo.building import DemonstrationRefused, ensure_built
    from weibao.demo.people import PASSWORD, signing_in

    try:
        built = ensure_built(click.echo)
    except DemonstrationRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo("演示县已经建好。" if built else "演示县此前已经建好，直接使用。")
    click.echo(f"\n网址　http://{host}:{port}/\n密码　{PASSWORD}（所有演示账号相同）\n账号")
    for username, duty, unit in signing_in():
        click.echo(f"  {username:<18}{duty}（{unit}）")
    if not no_serve:
        from weibao.web.commands import run_site_and_worker

        click.echo("\n按 Ctrl+C 停止。")
        run_site_and_worker(host, port, workers=2)
