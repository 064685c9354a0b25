"""What must be completed before a content opens: a graph without circles."""

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

# Maps each content to those that must be completed before it.
Prerequisites = Mapping[int, Collection[int]]


class CircleError(ValueError):
    """A prerequisite would lead back to its own content.

    Attributes:
        path: The circle, which begins and ends with the same content.
    """

    def __init__(self, path: tuple[int, ...]) -> None:
        super().__init__(path)
        self.path = path


def check_prerequisites(graph: Prerequisites, content_id: int, needed: Collection[int]) -> None:
    """Refuse prerequisites of a content that would make a circle.

    Args:
        graph: What is stored; the content's own prerequisites are replaced.
        content_id: The content.
        needed: Its new prerequisites.

    Raises:
        CircleError: The content would have to be completed before itself.
    """
    came_from: dict[int, int] = {}
    waiting = [(content_id, each) for each in sorted(needed)]
    while waiting:
        origin, at = waiting.pop()
        if at == content_id:
            raise CircleError(_path(came_from, content_id, origin))
        if at not in came_from:
            came_from[at] = origin
            waiting += [(at, each) for each in sorted(graph.get(at, ()))]


def check_with_courses(graph: Prerequisites, course_of: Mapping[int, int]) -> None:
    """Refuse a circle that goes over a course and its lessons.

    A course is completed by its lessons, and a lesson opens with its course. What a lesson needs
    of its own course is left out, because there the course's order decides.

    Args:
        graph: All prerequisites of a server.
        course_of: The course of each lesson that the graph names.

    Raises:
        CircleError: Nobody could complete what the path names.
    """
    whole = {content: set(needed) for content, needed in graph.items()}
    for lesson, course in course_of.items():
        beside = {one for one in whole.get(lesson, ()) if course_of.get(one) != course}
        whole[lesson] = beside | set(graph.get(course, ()))
        whole.setdefault(course, set()).add(lesson)
    try:
        TopologicalSorter(whole).prepare()
    except CycleError as error:
        raise CircleError(tuple(error.args[1])) from None


def unmet(graph: Prerequisites, content_id: int, completed: Collection[int]) -> list[int]:
    """Return what a member must complete first, in the order of ids."""
    return sorted(set(graph.get(content_id, ())) - set(completed))


def with_all_before(graph: Prerequisites, content_id: int) -> set[int]:
    """Return a content with everything that comes before it."""
    found: set[int] = set()
    waiting = [content_id]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += graph.get(at, ())
    return found


def _path(came_from: Mapping[int, int], content_id: int, last: int) -> tuple[int, ...]:
    path = [content_id, last]
    while path[-1] != content_id:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
