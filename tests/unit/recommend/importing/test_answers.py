"""Test that replies find whom they answer, in any order of messages."""

from itertools import permutations

from bot.recommend.importing.answers import ExportedReply, ReplyResolver
from bot.recommend.signals.extract import MessageAuthor, MessageLocation, Reading

HERE = MessageLocation(1, 5)
ANN, BOB = MessageAuthor(11, human=True), MessageAuthor(12, human=True)


def resolved(answers: ReplyResolver, step: str) -> list[Reading]:
    if step == "ann writes":
        return list(answers.note(100, ANN))
    if step == "bob writes":
        return list(answers.note(101, BOB))
    return list(answers.read(ExportedReply(HERE, 101, BOB, 100)))


def test_in_every_order_the_reply_counts_once() -> None:
    for order in permutations(("ann writes", "bob writes", "bob answers")):
        answers = ReplyResolver()
        acts = [act for step in order for _, act in resolved(answers, step)]
        assert [(act.user_id, act.object_id, act.kind) for act in acts] == [(12, 100, "reply")]
        assert answers.waiting == 0


def test_what_nobody_wrote_is_not_answered() -> None:
    answers = ReplyResolver()
    list(answers.note(100, MessageAuthor(11, human=False)))
    assert list(answers.read(ExportedReply(HERE, 101, BOB, 100))) == []


def test_only_so_many_wait_and_the_others_are_counted() -> None:
    answers = ReplyResolver(waiting=2)
    for number in range(5):
        assert list(answers.read(ExportedReply(HERE, 200 + number, BOB, 100 + number))) == []
    assert (answers.waiting, answers.lost) == (2, 3)


def test_who_wrote_is_forgotten_beyond_the_newest() -> None:
    answers = ReplyResolver(remembered=1)
    list(answers.note(100, ANN))
    list(answers.note(102, ANN))
    assert list(answers.read(ExportedReply(HERE, 101, BOB, 100))) == []
    assert [act.kind for _, act in answers.resolved({100: 11})] == ["reply"]
