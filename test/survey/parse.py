"""Looks at the syntax of the files in folders, with the grammars of tree-sitter.

Prints a JSON object: for each folder how many files have a known language, and
the places of errors as file:line.
"""

import json
import os
import sys

from tree_sitter_language_pack import get_parser

LANGUAGES = {
    "adb": "ada", "ads": "ada", "as": "actionscript", "bash": "bash", "c": "c", "cpp": "cpp", "cc": "cpp",
    "clj": "clojure", "cs": "csharp", "dart": "dart", "elm": "elm", "erl": "erlang", "ex": "elixir", "exs": "elixir",
    "fs": "fsharp", "gd": "gdscript", "go": "go", "graphql": "graphql", "groovy": "groovy", "hs": "haskell",
    "hpp": "cpp", "java": "java", "jl": "julia", "js": "javascript", "json": "json", "kt": "kotlin",
    "lua": "lua", "m": "objc", "ml": "ocaml", "mli": "ocaml_interface", "nim": "nim",
    "php": "php", "pm": "perl", "pas": "pascal", "proto": "proto", "ps1": "powershell", "py": "python", "r": "r",
    "rb": "ruby", "rs": "rust", "scala": "scala", "sh": "bash", "sql": "sql", "swift": "swift", "ts": "typescript",
    "tsx": "tsx", "xml": "xml", "yaml": "yaml", "yml": "yaml", "zig": "zig",
}  # fmt: skip
MOST = 1 << 20  # bytes of a file


def first_error(node):
    """The first node that the grammar does not know, or misses."""
    if node.is_error or node.is_missing:
        return node
    for child in node.children:
        if child.has_error and (found := first_error(child)):
            return found
    return node if node.has_error else None


def look(folder):
    files, errors = 0, []
    for at, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            language = LANGUAGES.get(name.rpartition(".")[2].lower())
            path = os.path.join(at, name)
            if language is None or os.path.getsize(path) > MOST:
                continue
            files += 1
            with open(path, "rb") as f:
                root = get_parser(language).parse(f.read()).root_node
            if root.has_error:
                node = first_error(root)
                errors.append(f"{os.path.relpath(path, folder)}:{node.start_point[0] + 1}")
    return {"files": files, "errors": errors}


json.dump({folder: look(folder) for folder in sys.argv[1:]}, sys.stdout)
