"""Chinese as its readers know it: one word a thing, full-width marks, one form of address."""

import re

from tests import ftl

# The word we use; what else was written for it, or would be.
WORDS = {
    "席位 (seat)": "名额",
    "管理团队 (staff)": "管理人员|工作人员|管理员(?!权限|\uff09)",  # 管理员权限: Discord's own word
    "方案 (plan)": "会员计划|套餐",
    "争议 (dispute)": "拒付|纠纷",
    "管理平台 (Stripe Dashboard)": "控制台|仪表板|仪表盘|后台",
    "反应 (reaction)": "表态|表情回应",
    "身份组 (role)": "角色",
    "你": "您",
}
COMMAND = re.compile(r"`[^`]*`|[\w.]+:(?=\s|$|[`\u3002\uff0c\u6216])")  # also `option:` alone
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!]|[,;?!]\s*[\u4e00-\u9fff]")


def test_one_word_is_used_for_one_thing() -> None:
    found = [
        (word, where, text)
        for where, text in ftl.texts("zh-CN")
        for word, others in WORDS.items()
        if re.search(others, text)
    ]
    assert found == []


def test_marks_between_chinese_words_are_full_width() -> None:
    found = [
        (where, text)
        for where, text in ftl.texts("zh-CN")
        if HALF_WIDTH.search(COMMAND.sub("", text))
    ]
    assert found == []
