"""A pytest plugin: a skipped test fails the run. `run.py` loads it if RMFEEDBACK_NO_SKIPS is set."""

import pytest

GREEN = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def skipped_tests(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    # The workers of xdist have no reporter: their reports reach the one that started them.
    return [report.nodeid for report in reporter.stats.get("skipped", [])] if reporter else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if skipped_tests(session.config) and session.exitstatus in GREEN:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if names := skipped_tests(terminalreporter.config):
        sentence = f"No test may be skipped here, but these were: {', '.join(names)}."
        terminalreporter.write_line(sentence, red=True)
