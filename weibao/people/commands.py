"""`weibao match`: link what is new, export links and the review queue, answer the queue from a list."""

from pathlib import Path

import click

from weibao.cli import Refused, emit

WRITABLE = click.Path(dir_okay=False, writable=True, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
@click.option("--export", type=WRITABLE, help="把每个已接收的行属于哪个儿童写成 CSV。")
@click.option("--export-review", type=WRITABLE, help="把等待人工核对的建议写成 CSV。")
@click.option(
    "--decide",
    type=READABLE,
    help="按清单回答核对队列：CSV，列为 feed,file,sheet,row,child_id；child_id 留空表示都不是同一人。",
)
@click.option("--despite-numbers", is_flag=True, help="与 --decide 同用：两个身份证号不同的，也按清单关联。")
def match(
    as_json: bool, export: Path | None, export_review: Path | None, decide: Path | None, despite_numbers: bool
) -> None:
    """匹配尚未关联的数据行，再按选项回答核对队列、导出结果。

    records 为已关联的行数，children 为儿童档案数，links 为现有关联中凭身份证号、凭信息比对得出的数量
    （各儿童的首条记录、更正沿用的和人工核对的不计），review 为等待人工核对的行数。
    """
    from weibao.audit.services import CONSOLE
    from weibao.people.lists import BadList, export_links, read_answers
    from weibao.people.lists import export_review as export_queue
    from weibao.people.matching import match_records, result_now
    from weibao.people.reviewing import answer_queue

    result = match_records(actor=CONSOLE)
    if decide:
        try:
            answers = read_answers(decide)
        except BadList as fault:
            raise Refused(str(fault)) from None
        except UnicodeDecodeError:
            raise Refused(f"{decide.name} 不是 UTF-8 编码的 CSV 文件。") from None
        answered = answer_queue(actor=CONSOLE, answers=answers, despite_numbers=despite_numbers)
        for row in answered.in_doubt:
            place = f"{row.delivery.file_name}“{row.sheet}”第 {row.row} 行"
            click.echo(
                f"警告：{place}与所答儿童各有一个有效的身份证号，号码不同，仍留待人工核对"
                "（确认无误可加 --despite-numbers）。",
                err=True,
            )
        result = result_now(result)
    if export:
        export_links(export)
    if export_review:
        export_queue(export_review)
    shown = result.as_dict()
    new = {key: shown.pop(key) for key in ("new_records", "new_children")}
    emit(shown if as_json else shown | new, as_json=as_json, title="匹配结果")
