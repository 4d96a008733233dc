"""The frozen model."""

import json
from pathlib import Path

import pytest
from splink import DuckDBAPI, Linker

from tests.linkage.people import crowd, table
from weibao.linkage.comparisons import COMPARED, comparisons
from weibao.linkage.model import LinkageModel
from weibao.linkage.train import train

pytestmark = pytest.mark.pure


def test_the_shipped_model_is_trained_throughout_and_orders_its_levels():
    weights = LinkageModel.shipped().weights()
    assert set(weights) == set(COMPARED)
    for name, levels in weights.items():
        assert levels[0] > 5 or name in ("sex", "town", "village")
        assert levels[0] > 0 > levels[-1]


def test_an_untrained_level_is_refused(tmp_path: Path):
    model = LinkageModel.shipped()
    kept = tmp_path / "model.json"
    model.save(kept)
    spoilt = json.loads(kept.read_text(encoding="utf-8"))
    del spoilt["settings"]["comparisons"][0]["comparison_levels"][1]["m_probability"]
    kept.write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(ValueError, match="name:相同"):
        LinkageModel.load(kept)


def test_records_too_few_to_train_on_fail_the_training():
    with pytest.raises(ValueError, match=r"没有训练出权重"):
        train(table(*crowd(60)), random_pairs=1e4)


def test_conditions_hold_no_quotes_so_that_every_engine_reads_them():
    said = json.dumps(comparisons(), ensure_ascii=False)
    assert '\\"' not in said and "'" not in said and "`" not in said


def test_splink_accepts_the_settings_as_they_are_saved():
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("create table people as select 1 as seat, cast(null as varchar) as name")
        from weibao.linkage import prepare

        connection.register("prepared", prepare(table(*crowd(30))))
        connection.execute("create table given as select *, record_id as seat from prepared")
        api = DuckDBAPI(connection)
        linker = Linker(
            api.register("given", dataset_display_name="given"), LinkageModel.shipped().settings_for(30)
        )
        assert linker.inference.predict(warning_mode="never").as_pyarrow_table().num_rows >= 0


def test_names_never_seen_have_a_frequency_and_common_ones_a_larger():
    names = LinkageModel.shipped().names
    assert 0 < names.of_name("爨龘") < names.of_name("王子涵") < 0.01
    assert names.of_pinyin("王子涵") >= names.of_name("王子涵")
