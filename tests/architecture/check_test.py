"""Plants one violation of each kind in a small copy of the tree and asks that check.py finds it, and nothing else."""

import shutil
import tempfile
import unittest
from pathlib import Path

import check

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {
    "include/haven/core/error.hpp": "#pragma once\n#include <string>\n",
    "include/haven/irt/item.hpp": '#pragma once\n#include <variant>\n#include "haven/core/error.hpp"\n',
    "include/haven/platform.hpp": '#pragma once\n#include "haven/services/quiz_service.hpp"\n',
    "include/haven/services/quiz_service.hpp": '#pragma once\n#include "haven/core/error.hpp"\n',
    "src/irt/CMakeLists.txt": "haven_module(irt\n  COMPONENT engine\n  SOURCES item.cpp\n  DEPENDS core math)\n",
    "src/irt/item.cpp": '#include "haven/irt/item.hpp"\n#include "math/elementary.hpp"\n// std::cout is not ours\n',
    "src/math/elementary.hpp": "#pragma once\n#include <cmath>\n",
    "src/rest/transport.cpp": "#include <sys/socket.h>\n#include <boost/beast/http.hpp>\n",
    "src/services/quiz_service.cpp": '#include "haven/services/quiz_service.hpp"\n#include "stores/quiz_store.hpp"\n',
    "src/storage/sqlite/connection.cpp": "#include <sqlite3.h>\n",
    "src/stores/quiz_store.hpp": "#pragma once\n",
}


class PlantedViolations(unittest.TestCase):
    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "docs").mkdir()
        shutil.copy(ROOT / "docs/architecture.md", self.root / "docs/architecture.md")
        for path, text in CLEAN.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def expect(self, path: str, text: str, words: str) -> None:
        self.write(path, text)
        problems = check.check(self.root)
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(words, problems[0])
        self.assertTrue(problems[0].startswith(path), problems[0])

    def test_a_clean_tree_passes(self) -> None:
        self.assertEqual(check.check(self.root), [])

    def test_a_kernel_does_not_include_storage(self) -> None:
        self.expect("src/irt/item.cpp", '#include "haven/storage/database.hpp"\n', "may not be included by irt")

    def test_a_public_header_includes_no_private_one(self) -> None:
        self.expect("include/haven/irt/item.hpp", '#include "math/elementary.hpp"\n', "is private")

    def test_a_public_header_does_not_include_what_only_sources_may(self) -> None:
        self.expect("include/haven/services/quiz_service.hpp", '#include "haven/codec/exam_json.hpp"\n', "may not be included")

    def test_a_public_header_includes_no_other_library(self) -> None:
        for header in ("sqlite3.h", "sodium.h", "nlohmann/json.hpp", "boost/asio.hpp", "sys/socket.h"):
            with self.subTest(header=header):
                self.expect("include/haven/core/error.hpp", f"#include <{header}>\n", "by a public header")

    def test_a_source_includes_no_library_outside_its_row(self) -> None:
        self.expect("src/irt/item.cpp", "#include <sqlite3.h>\n", "(sqlite) may not be included by irt")

    def test_an_unknown_library_is_refused(self) -> None:
        self.expect("src/irt/item.cpp", "#include <curl/curl.h>\n", "may not be included by irt")

    def test_nothing_includes_a_driver_folder(self) -> None:
        self.expect("src/stores/quiz_store.hpp", '#include "storage/sqlite/connection.hpp"\n', "may not be included by stores")

    def test_nothing_includes_rest(self) -> None:
        self.expect("src/services/quiz_service.cpp", '#include "rest/http.hpp"\n', "may not be included by services")

    def test_beast_belongs_in_one_translation_unit(self) -> None:
        self.write("src/rest/second.cpp", "#include <boost/beast/core.hpp>\n")
        problems = check.check(self.root)
        self.assertEqual(len(problems), 2)
        self.assertIn("exactly one translation unit", problems[0])

    def test_beast_belongs_in_no_header(self) -> None:
        (self.root / "src/rest/transport.cpp").unlink()
        self.expect("src/rest/transport.hpp", "#include <boost/beast/core.hpp>\n", "exactly one translation unit")

    def test_a_folder_needs_a_row(self) -> None:
        self.expect("src/novelty/idea.cpp", "\n", "no row")

    def test_an_include_needs_a_folder(self) -> None:
        self.expect("src/irt/item.cpp", '#include "nowhere/thing.hpp"\n', "belongs to no folder")

    def test_the_library_prints_nothing(self) -> None:
        for code in ("std::cout << 1;", "std::exit(1);", "fprintf (stderr);"):
            with self.subTest(code=code):
                self.expect("src/irt/item.cpp", f"void f() {{ {code} }}\n", "no standard stream")

    def test_a_module_depends_only_on_its_row(self) -> None:
        text = "haven_module(irt\n  SOURCES item.cpp\n  DEPENDS core storage)\n"
        self.expect("src/irt/CMakeLists.txt", text, "irt may not depend on storage")

    def test_a_private_link_counts_as_well(self) -> None:
        text = "haven_module(irt\n  SOURCES item.cpp\n  DEPENDS core\n  PRIVATE haven::stores)\n"
        self.expect("src/irt/CMakeLists.txt", text, "irt may not depend on stores")

    def test_unfinished_work_is_not_kept_in_the_code(self) -> None:
        self.expect("src/irt/item.cpp", "// TO" "DO: later\n", "unfinished")


if __name__ == "__main__":
    unittest.main()
