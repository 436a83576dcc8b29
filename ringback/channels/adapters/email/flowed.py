"""Text whose lines were broken for travelling (RFC 3676), with its paragraphs whole again. Pure, linear."""


def unflow(text: str, deletes_space: bool = False) -> str:
    """Lines that end in a space are joined with the next of the same quote depth; `-- ` stays a line of its
    own. `deletes_space` is DelSp=yes: the space was added only for the break. Quote marks stay."""
    lines: list[str] = []
    pending: list[str] = []
    depth = 0
    for line in text.split("\n"):
        quotes, words = _split(line)
        if pending and quotes != depth:
            lines.append(_joined(depth, pending))
            pending = []
        depth = quotes
        is_open = words.endswith(" ") and words != "-- "
        pending.append(words[:-1] if is_open and deletes_space else words)
        if not is_open:
            lines.append(_joined(depth, pending))
            pending = []
    if pending:
        lines.append(_joined(depth, pending))
    return "\n".join(lines)


def _split(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")


def _joined(depth: int, words: list[str]) -> str:
    text = "".join(words)
    return ">" * depth + (" " if depth and text else "") + text
