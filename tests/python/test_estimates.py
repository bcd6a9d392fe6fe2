import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import independent
import numpy as np
import numpy.typing as npt
import pytest

import haven

ESTIMATORS = [
    haven.estimate_mle,
    haven.estimate_map,
    haven.estimate_eap,
    haven.estimate_wle,
    haven.estimate_mlef,
    haven.estimate_huber,
    haven.estimate_tukey,
]
ATTRIBUTES = {
    "theta": float,
    "standard_error": float,
    "expected_information": float,
    "observed_information": float,
    "at_bound": bool,
    "multimodal": bool,
    "constant_pattern": bool,
    "converged": bool,
}
GRID = np.linspace(-4, 4, 8001)


@pytest.fixture
def responses(bank: haven.ItemBank, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """200 simulated persons, a fifth of the cells not presented; the first 60 toss a coin, the last four are extreme."""
    theta = rng.normal(size=200)
    answers = (rng.random((200, len(bank))) < independent.probability(bank, theta)).astype(np.int64)
    answers[:60] = rng.integers(0, 2, (60, 40))
    answers[rng.random(answers.shape) < 0.2] = -1
    answers[:60][rng.random((60, 40)) < 0.7] = -1
    answers[-4:] = [[1] * 40, [0] * 40, [1] + [-1] * 39, [0, 1] * 20]
    return answers


def local_maxima(objective: npt.NDArray[np.float64]) -> int:
    rises = np.concatenate([[True], np.diff(objective) > 0, [False]])
    return int(np.sum(rises[:-1] & ~rises[1:]))


@pytest.mark.parametrize(("estimate", "prior"), [(haven.estimate_mle, 0.0), (haven.estimate_map, 1.0)])
def test_the_maximum_is_that_of_a_grid(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64], estimate: Any, prior: float
) -> None:
    result = estimate(bank, responses)
    objective = independent.log_likelihood(bank, responses, GRID) - prior * GRID**2 / 2
    best = GRID[objective.argmax(axis=1)]
    np.testing.assert_allclose(result.theta, best, atol=0.0011)
    np.testing.assert_array_equal(result.at_bound, np.isin(best, GRID[[0, -1]]))
    np.testing.assert_array_equal(result.multimodal, [local_maxima(row) > 1 for row in objective])
    information = [independent.information(bank, np.array([t]))[0] for t in result.theta]
    expected = np.sum(np.where(responses >= 0, information, 0), axis=1)
    np.testing.assert_allclose(result.expected_information, expected, rtol=1e-9)
    np.testing.assert_allclose(result.standard_error, 1 / np.sqrt(expected + prior), rtol=1e-9)


def test_the_patterns_above_hold_a_multimodal_and_a_bound_case(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64]
) -> None:
    result = haven.estimate_mle(bank, responses)
    assert result.at_bound[-4:-2].all() and not result.at_bound[:-4].all()
    assert result.constant_pattern[-4:].tolist() == [True, True, True, False]
    assert result.multimodal.any() and not result.multimodal.all()


def test_the_golden_vector_with_two_maxima() -> None:
    # A 3PL pattern whose stationary points were computed apart from Haven; Newton's method from 0 gives -0.19066.
    golden = haven.ItemBank(
        discrimination=[2.1, 2.8, 1.7, 1.8, 1.6, 2.9, 2.7, 1.8],
        difficulty=[-1.3, -1.4, 1.3, -1.0, 2.0, -0.6, 1.7, 1.9],
        pseudo_guessing=0.2,
    )
    result = haven.estimate_mle(golden, [1, 1, 1, 0, 1, 1, 1, 1])
    assert abs(result.theta - 2.10417784) < 5e-9
    assert result.multimodal


@pytest.mark.parametrize(
    "options", [{}, {"prior_mean": 0.5, "prior_sd": 2.0, "theta_min": -6.0, "theta_max": 5.0, "quadrature_points": 31}]
)
def test_eap_agrees_with_numpy(bank: haven.ItemBank, responses: npt.NDArray[np.int64], options: dict[str, Any]) -> None:
    result = haven.estimate_eap(bank, responses, **options)
    nodes = np.linspace(options.get("theta_min", -4), options.get("theta_max", 4), options.get("quadrature_points", 61))
    z = (nodes - options.get("prior_mean", 0)) / options.get("prior_sd", 1)
    theta, sd = independent.eap(independent.log_likelihood(bank, responses, nodes) - z**2 / 2, nodes)
    np.testing.assert_allclose(result.theta, theta, rtol=0, atol=1e-12)
    np.testing.assert_allclose(result.standard_error, sd, rtol=0, atol=1e-12)


def test_wle_solves_warms_equation() -> None:
    """Without guessing, S(theta) + J(theta) / (2 I(theta)) = 0 with J = sum of a^3 P Q (1 - 2 P)."""
    bank = haven.ItemBank(discrimination=np.linspace(0.6, 1.8, 15), difficulty=np.linspace(-2, 2, 15))
    a = bank.discrimination
    for pattern in ([1] * 8 + [0] * 7, [1, 0] * 7 + [1], [1] * 14 + [0]):
        theta = np.array([haven.estimate_wle(bank, pattern).theta])
        p = independent.probability(bank, theta)[0]
        pq = p * (1 - p)
        score = np.sum(a * (np.array(pattern) - p))
        assert score + np.sum(a**3 * pq * (1 - 2 * p)) / (2 * np.sum(a**2 * pq)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("estimate", ESTIMATORS)
def test_a_matrix_gives_arrays_and_one_pattern_numbers(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64], estimate: Any
) -> None:
    many = estimate(bank, responses)
    one = estimate(bank, responses[3])
    for name, kind in ATTRIBUTES.items():
        column = getattr(many, name)
        assert column.shape == (200,) and column.dtype == kind
        assert type(getattr(one, name)) is kind
        assert getattr(one, name) == column[3]


@pytest.mark.parametrize("estimate", ESTIMATORS)
def test_every_integer_type_and_layout_reads_the_same(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64], estimate: Any
) -> None:
    expected = estimate(bank, responses).theta
    wide = np.repeat(np.repeat(responses, 2, axis=0), 3, axis=1)
    same: list[Any] = [responses.astype(t) for t in ("i1", "i2", "i4", "i8", ">i2", ">i8")]
    same += [np.asfortranarray(responses), wide[::2, ::3], responses[::-1, ::-1][::-1, ::-1], responses.tolist()]
    for layout in same:
        np.testing.assert_array_equal(estimate(bank, layout).theta, expected)


def test_booleans_and_unsigned_integers_are_scores(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> None:
    complete = np.maximum(responses, 0)
    expected = haven.estimate_eap(bank, complete).theta
    for dtype in (bool, "u1", "u2", "u4", "u8"):
        np.testing.assert_array_equal(haven.estimate_eap(bank, complete.astype(dtype)).theta, expected)


def test_no_persons_gives_empty_arrays(bank: haven.ItemBank) -> None:
    assert haven.estimate_mle(bank, np.empty((0, 40), dtype=int)).theta.shape == (0,)


def test_nothing_presented() -> None:
    bank = haven.ItemBank(discrimination=1.0, difficulty=[0.0, 1.0])
    ml = haven.estimate_mle(bank, [-1, -1])
    assert np.isnan(ml.theta) and not ml.converged and ml.standard_error == np.inf
    prior = haven.estimate_map(bank, [-1, -1], prior_mean=0.5, prior_sd=2.0)
    assert (prior.theta, prior.standard_error) == (0.5, 2.0)


def cell(value: Any, dtype: Any = None) -> Any:
    """A good 2 x 40 matrix but for row 1, item 4."""
    matrix = np.ones((2, 40), dtype=dtype or type(value))
    matrix[1, 4] = value
    return matrix


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        (cell(2, int), "responses: row 1, item 4: must be 0, 1, or -1 where not presented, got 2"),
        (cell(-2, np.int8), "row 1, item 4: .* got -2"),
        (cell(255, np.uint8), "row 1, item 4: .* got 255"),
        (cell(2**64 - 1, np.uint64), "row 1, item 4"),
        (cell(2**32 + 1, np.int64), "row 1, item 4: .* got 4294967297"),
        (cell(np.nan), "row 1, item 4: .* got nan"),
        (cell(0.5), r"row 1, item 4: .* got 0\.5"),
        (cell(None, object), "row 1, item 4: .* got None"),
        (cell("x", "U1"), "row 0, item 0: .* got '1'"),
        (np.ones((2, 40)), "must have an integer or boolean dtype, got float64"),
        (cell(2, int)[1], "responses: item 4: must be 0, 1, or -1 where not presented, got 2"),
        (np.ones((2, 39), int), "must have one entry for each of the 40 items, got 39"),
        ([], "must have one entry for each of the 40 items, got 0"),
        (np.ones((1, 2, 40), int), "got 3 dimensions"),
        (1, "got 0 dimensions"),
        ([[1, 0], [1]], "responses: is no array"),
        (np.ma.masked_equal(np.ones((2, 40), int), 1), "must not be a masked array"),
    ],
)
def test_bad_responses_are_refused_with_their_place(bank: haven.ItemBank, responses: Any, message: str) -> None:
    for estimate in ESTIMATORS:
        with pytest.raises(haven.InvalidArgument, match=message):
            estimate(bank, responses)
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.log_likelihood(bank, responses, 0.0)


@pytest.mark.parametrize(
    "options",
    [
        {"theta_min": 4.0},
        {"theta_max": np.nan},
        {"prior_sd": 0.0},
        {"prior_mean": np.inf},
        {"quadrature_points": 1},
        {"prior": "cauchy"},
        {"quadrature": "simpson"},
        {"standard_error": "robust"},
        {"fence_discrimination": 0.0},
        {"fence_upper": -5.0},
        {"huber_tuning": 0.0},
        {"tukey_tuning": np.nan},
        {"threads": -1},
    ],
)
def test_bad_options_are_refused(bank: haven.ItemBank, options: dict[str, Any]) -> None:
    for estimate in ESTIMATORS:
        with pytest.raises(haven.InvalidArgument, match=next(iter(options))):
            estimate(bank, [1, 0] * 20, **options)


def test_other_python_threads_run_during_an_estimate(bank: haven.ItemBank, rng: np.random.Generator) -> None:
    responses = rng.integers(0, 2, (20_000, 40), dtype=np.int8)
    ticks = 0
    during = 0
    done = threading.Event()

    def work() -> None:
        nonlocal during
        before = ticks
        haven.estimate_eap(bank, responses)
        during = ticks - before
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    worker.join()
    assert during > 20  # with the interpreter locked it would be one or two


def test_threads_that_share_a_bank_get_what_one_thread_gets(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64]
) -> None:
    expected = haven.estimate_mle(bank, responses).theta
    with ThreadPoolExecutor(8) as pool:
        for result in pool.map(lambda _: haven.estimate_mle(bank, responses).theta, range(32)):
            np.testing.assert_array_equal(result, expected)


def test_an_estimate_can_be_interrupted(bank: haven.ItemBank) -> None:
    """A million persons take several seconds; the signal comes after a tenth of a second."""

    class InterruptError(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise InterruptError

    responses = np.broadcast_to(np.resize(np.array([0, 1], dtype=np.int8), 40), (1_000_000, 40))
    before = signal.signal(signal.SIGVTALRM, interrupt)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
    try:
        with pytest.raises(InterruptError):
            haven.estimate_eap(bank, responses, quadrature_points=241)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert time.process_time() - start < 5
