"""BELEBELE, questions on passages of FLORES-200 in 122 languages (Bandarkar et al. 2024), 5-shot by letter.

Prompts as in lm-evaluation-harness 0.4.13: English words, options marked "A:". There is one split, so that
the examples are its first rows without the item that is asked. Questions on one passage are a cluster.
"""

from __future__ import annotations

import hashlib

from qarat.registry import task
from qarat.types import Files, Layout, Row, Sample, Source, Task

LANGUAGES = """
    acm_Arab afr_Latn als_Latn amh_Ethi apc_Arab arb_Arab arb_Latn ars_Arab ary_Arab arz_Arab asm_Beng
    azj_Latn bam_Latn ben_Beng ben_Latn bod_Tibt bul_Cyrl cat_Latn ceb_Latn ces_Latn ckb_Arab dan_Latn
    deu_Latn ell_Grek eng_Latn est_Latn eus_Latn fin_Latn fra_Latn fuv_Latn gaz_Latn grn_Latn guj_Gujr
    hat_Latn hau_Latn heb_Hebr hin_Deva hin_Latn hrv_Latn hun_Latn hye_Armn ibo_Latn ilo_Latn ind_Latn
    isl_Latn ita_Latn jav_Latn jpn_Jpan kac_Latn kan_Knda kat_Geor kaz_Cyrl kea_Latn khk_Cyrl khm_Khmr
    kin_Latn kir_Cyrl kor_Hang lao_Laoo lin_Latn lit_Latn lug_Latn luo_Latn lvs_Latn mal_Mlym mar_Deva
    mkd_Cyrl mlt_Latn mri_Latn mya_Mymr nld_Latn nob_Latn npi_Deva npi_Latn nso_Latn nya_Latn ory_Orya
    pan_Guru pbt_Arab pes_Arab plt_Latn pol_Latn por_Latn ron_Latn rus_Cyrl shn_Mymr sin_Latn sin_Sinh
    slk_Latn slv_Latn sna_Latn snd_Arab som_Latn sot_Latn spa_Latn srp_Cyrl ssw_Latn sun_Latn swe_Latn
    swh_Latn tam_Taml tel_Telu tgk_Cyrl tgl_Latn tha_Thai tir_Ethi tsn_Latn tso_Latn tur_Latn ukr_Cyrl
    urd_Arab urd_Latn uzn_Latn vie_Latn war_Latn wol_Latn xho_Latn yor_Latn zho_Hans zho_Hant zsm_Latn
    zul_Latn
"""


def _sample(row: Row) -> Sample:
    passage = row["flores_passage"]
    return Sample(
        id="",
        input=f"P: {passage}\nQ: {row['question'].strip()}",
        choices=tuple(row[f"mc_answer{number}"] for number in range(1, 5)),
        target=int(row["correct_answer_num"]) - 1,
        tags={
            "language": row["config"],
            "passage": hashlib.blake2s(passage.encode(), digest_size=4).hexdigest(),
        },
    )


@task
def belebele() -> Task:
    """122 languages; `belebele/swh_Latn` is one of them."""
    return Task(
        name="belebele",
        title="BELEBELE",
        data=Source(
            "facebook/belebele",
            "test",
            tuple(LANGUAGES.split()),
            revision="7899cdfa4e1e0d733fd77c848e2c273cb1d32be2",
            files=Files(("data/{config}.jsonl",)),
            fewshot_split="test",
            fewshot_first=True,
        ),
        sample=_sample,
        layout=Layout(mark=": "),
        formulation="letter",
        shots=5,
        group_by=("language",),
        cluster="passage",
        language="mul",
        cite="https://arxiv.org/abs/2308.16884",
    )
