"""Times the simulator of fsrs-rs, through its Python package, on the deck of srs_planning_benchmark.cpp.

It simulates memory states in 32 bits; Haven's puts every answer through the scheduler, with cards, days and fuzz.
"""

from importlib.metadata import version

from fsrs_rs_python import DEFAULT_PARAMETERS, default_simulator_config, simulate
from srs_work import report, seconds


def main() -> None:
    config = default_simulator_config()
    config.deck_size, config.learn_span, config.learn_limit, config.max_cost_perday = 10_000, 365, 28, 1e9
    result = simulate(list(DEFAULT_PARAMETERS), 0.9, config)
    report("version", f"fsrs-rs (fsrs-rs-python {version('fsrs-rs-python')})")
    report("known", result.memorized_cnt_per_day[-1])
    report("simulation", seconds(lambda: simulate(list(DEFAULT_PARAMETERS), 0.9, config)))


if __name__ == "__main__":
    main()
