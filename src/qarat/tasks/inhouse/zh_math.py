"""Math, Chinese: the same problems in Chinese, with the measure word of every thing."""

from qarat.tasks.inhouse.forms import FORMS
from qarat.tasks.inhouse.problems import Voice, makers

MAKERS = makers(
    FORMS,
    Voice(
        texts=lambda form: form.zh,
        names=(
            "小明",
            "小红",
            "小华",
            "小丽",
            "小刚",
            "小芳",
            "小强",
            "小雨",
            "小军",
            "小兰",
            "小杰",
            "小雪",
        ),
        things=(
            ("卡片", "张"),
            ("邮票", "张"),
            ("铅笔", "支"),
            ("贴纸", "张"),
            ("弹珠", "颗"),
            ("纽扣", "颗"),
            ("积木", "块"),
        ),
        end="答案：{}",
    ),
)
