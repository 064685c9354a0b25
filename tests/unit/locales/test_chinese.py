"""Test the Chinese texts: one word for each thing, full-width marks, one form of address."""

import re

import pytest

from tests import ftl

# The glossary: the word we use; what else was written for it, or would be.
WORDS = {
    "你 (you)": "您",
    "我 (the bot)": "我们|咱们",
    # 管理员权限 is Discord's own word.
    "管理团队 (staff)": "管理人员|工作人员|版主|管理员(?!权限|\uff09)",
    "身份组 (role)": "角色",
    "私信 (direct message)": "私聊|直接消息|直接信息",
    "账号 (account)": "账户|帐号|帐户",
    "会员 (membership)": "会员资格|会员身份|会籍",
    "方案 (plan)": "会员计划|套餐|档位",
    "席位 (seat)": "名额|座位",
    "权限 (access, permission)": "权益|特权",
    "礼品码 (gift code)": "礼品卡|礼物码|赠送码",
    "兑换码 (code)": "激活码|席位码|(?<![品换新代密])码",
    "赠送 (give)": "赠予|馈赠",
    "收回 (revoke)": "终止|吊销",
    "停售 (retire)": "上架|下架",
    "续费 (renew)": "续订|续期",
    "账单 (invoice)": "发票",
    "争议 (dispute)": "拒付|纠纷",
    "付款人 (payer)": "付款者|支付者",
    "付款页面 (checkout page)": "支付页面|结账|结算页",
    "管理平台 (Stripe Dashboard)": "控制台|仪表板|仪表盘|后台",
    "核对 (reconcile)": "比对|对账",
    "推荐 (recommendation)": "荐读|推介",
    "喜好 (taste)": "偏好|口味|品味",
    "关键词 (keyword)": "关键字",
    "反应 (reaction)": "表态|表情回应|点(个)?表情",
    "收藏 (save)": "保存的内容|书签",
    "精选 (digest)": "摘要|文摘|简报|周报",
    "响应 (response of a server)": "应答",
}
CODE = re.compile(
    r"`[^`]*`|[\w.]+:(?=\s|$|[`\u3002\uff0c\u6216])|= \"\w+\""
)  # also `option:` alone
HAN = r"[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}[,:;?!()]|[,;?!()]\s*{HAN}")
QUOTES = re.compile("[\u201c\u201d\u2018\u2019\"']")  # a title in a sentence stands in 「」
UNSPACED = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9%]{HAN}")


def found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return where a pattern is found in our own texts, without code."""
    return [
        (where, text) for where, text in ftl.texts("zh-CN") if pattern.search(CODE.sub("", text))
    ]


@pytest.mark.parametrize("word", WORDS)
def test_one_word_is_used_for_one_thing(word: str) -> None:
    others = re.compile(WORDS[word])
    assert [(where, text) for where, text in ftl.texts("zh-CN") if others.search(text)] == []


def test_each_word_of_the_glossary_is_used_and_is_none_of_those_it_stands_for() -> None:
    text = "\n".join(text for _, text in ftl.texts("zh-CN"))
    for word, others in WORDS.items():
        chinese = word.split(" ")[0]
        assert chinese in text
        assert re.search(others, chinese) is None


def test_marks_between_chinese_words_are_full_width() -> None:
    assert HALF_WIDTH.search("连接: 已连接")
    assert HALF_WIDTH.search("方案(每月)")
    assert found(HALF_WIDTH) == []


def test_titles_and_labels_are_quoted_as_in_chinese() -> None:
    assert QUOTES.search("点“管理”")
    assert found(QUOTES) == []


def test_a_space_stands_between_chinese_and_latin_letters_or_figures() -> None:
    assert UNSPACED.search("在Stripe付款")
    assert UNSPACED.search("7天")
    assert found(UNSPACED) == []
