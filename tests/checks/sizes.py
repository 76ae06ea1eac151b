# SPDX-License-Identifier: Apache-2.0
"""Sizes a reader can hold: lines of a file and of a function, columns, nesting; counted simply.

A function begins at a `{` at namespace or class depth whose head holds a `(`. Control blocks count as
nesting, the body of a lambda starts again at none.
"""

import re
import statistics

import tree

FILE_LINES = 400
HEADER_LINES = 200
FUNCTION_LINES = 60
NESTING = 3
COLUMNS = 100

# Path → reason. Nothing stands here without one.
EXCEPTIONS = {}

SCOPE = re.compile(r"^(inline\s+)?(namespace\b|extern\s*$)")
TYPE = re.compile(r"^(template\s*<.*>\s*)?(typedef\s+)?(class|struct|union|enum)\b")
CONTROL = re.compile(r"^(else\b|if\b|for\b|while\b|do\b|switch\b|try\b|catch\b)")
LAMBDA = re.compile(r"\]\s*(\([^{}]*\))?\s*(mutable|noexcept|constexpr|\s)*(->\s*[\w:<>,&* ]+)?\s*$")
FOREIGN = re.compile(r'R"(\w*)\((.*?)\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/',
                     re.S)


def bare(text):
    """The code with strings, characters and comments blanked, line breaks kept; directives dropped."""
    text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text)  # 10'000
    text = FOREIGN.sub(lambda m: '""' + "\n" * m.group(0).count("\n"), text)
    return re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)


def kind_of(head, parent):
    head = re.sub(r"^((public|private|protected)\s*:\s*)+", "", head.strip())
    head = re.sub(r"^(case\b[^:]*|default)\s*:\s*", "", head)
    if SCOPE.match(head):
        return "scope"
    if CONTROL.match(head):
        return "control"
    if LAMBDA.search(head):
        return "lambda"
    if parent in ("scope", "type"):
        if TYPE.match(head) and "(" not in re.sub(r"\[\[.*?\]\]|alignas\(.*?\)", "", head):
            return "type"
        if "(" in head and not re.search(r"=\s*(\w[\w:<>, ]*)?$", head):
            return "function"
        return "value"
    return "type" if TYPE.match(head) else "value"


def functions(text):
    """(first line, lines, deepest nesting) of every function."""
    code, found = bare(text), []
    stack = [["scope", 1, 0]]  # kind, first line, deepest
    line, head, head_line, inside = 1, "", 1, 0
    for sign in code:
        if sign == "\n":
            line += 1
        if sign == "{":
            kind = kind_of(head, stack[-1][0])
            stack.append([kind, head_line, 0])
            depth = 0
            for block in reversed(stack):
                if block[0] in ("function", "lambda"):
                    block[2] = max(block[2], depth)
                    break
                depth += block[0] == "control"
        elif sign == "}" and len(stack) > 1:
            kind, first, deepest = stack.pop()
            if kind == "function":
                found.append((first, line - first + 1, deepest))
            elif kind == "lambda":
                for block in reversed(stack):
                    if block[0] == "function":
                        block[2] = max(block[2], deepest)
                        break
        inside += (sign == "(") - (sign == ")")
        if sign in "{}" or (sign == ";" and inside == 0):
            head, inside = "", 0
        else:
            if not head.strip():
                head_line = line
            head += sign
    return found


def self_test():
    sample = "namespace a {\nint f(int x) {\n  if (x) {\n    for (;;) {\n    }\n  }\n  return 1;\n}\n}\n"
    return [] if functions(sample) == [(2, 7, 2)] else [f"self test: {functions(sample)}"]


def main():
    faults, lengths = self_test(), []
    for path in tree.files(".cpp", ".hpp"):
        text = tree.read(path)
        lines = text.splitlines()
        most = HEADER_LINES if path.endswith(".hpp") else FILE_LINES
        if path in EXCEPTIONS:
            continue
        if len(lines) > most:
            faults.append(f"{path}: {len(lines)} lines, {most} at most")
        faults += [f"{path}:{number}: {len(line)} columns, {COLUMNS} at most"
                   for number, line in enumerate(lines, 1) if len(line) > COLUMNS]
        for first, length, deepest in functions(text):
            lengths.append(length)
            if length > FUNCTION_LINES:
                faults.append(f"{path}:{first}: a function of {length} lines, {FUNCTION_LINES} at most")
            if deepest > NESTING:
                faults.append(f"{path}:{first}: nested {deepest} deep, {NESTING} at most")
    if lengths:
        ninth = statistics.quantiles(lengths, n=10)[-1]
        print(f"{len(lengths)} functions: median {statistics.median(lengths):.0f} lines, p90 {ninth:.0f}, "
              f"longest {max(lengths)}")
    tree.finish("sizes", faults)


if __name__ == "__main__":
    main()
