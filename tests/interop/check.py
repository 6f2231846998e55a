"""Opens the store that main.rs wrote with the ArviZ that is installed, and compares everything in it.

Usage: check.py FOLDER. Ends with a line that says what was compared; fails at the first difference.
"""

import csv
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", category=FutureWarning)
import arviz as az  # noqa: E402
import numpy as np  # noqa: E402
import xarray as xr  # noqa: E402
import zarr  # noqa: E402

FOLDER = Path(sys.argv[1])
VERSION = az.__version__.split(".")[0]
SCHOOLS = [
    "Choate",
    "Deerfield",
    "Phillips Andover",
    "Phillips Exeter",
    "Hotchkiss",
    "Lawrenceville",
    "St. Paul's",
    "Mt. Hermon",
]
GROUPS = {
    "posterior",
    "sample_stats",
    "posterior_predictive",
    "prior",
    "prior_predictive",
    "observed_data",
    "constant_data",
}
compared = 0


def same(found, expected, what, tolerance=0.0):
    """Stops unless both are equal: to the bit, or within a relative tolerance; NaN equals NaN."""
    global compared
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape, f"{what}: shape {found.shape} instead of {expected.shape}"
    if tolerance:
        equal = np.isclose(found, expected, rtol=tolerance, atol=1e-14, equal_nan=True)
    elif found.dtype.kind == "f":
        equal = (found == expected) | (np.isnan(found) & np.isnan(expected))
    else:
        equal = found == expected
    assert np.all(equal), f"{what}: {found[~equal][:3]} instead of {expected[~equal][:3]}"
    compared += found.size


def read_csv(name):
    with open(FOLDER / f"{name}.csv", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def read_store(name):
    """What a user calls. ArviZ 0.x reads Zarr itself with version 2 of zarr alone, and says to do this with later ones."""
    path = str(FOLDER / name)
    if path.endswith(".nc"):
        return az.from_netcdf(path)
    if VERSION == "0" and not zarr.__version__.startswith("2."):
        return az.InferenceData.from_datatree(xr.open_datatree(path, engine="zarr"))
    return az.from_zarr(path)


def open_store(name):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = read_store(name)
    unexpected = [str(w.message) for w in caught if not issubclass(w.category, FutureWarning)]
    assert not unexpected, f"opening warns: {unexpected}"
    if VERSION == "0":
        assert isinstance(data, az.InferenceData), type(data)
        groups = set(data.groups())
        dataset = {group: data[group] for group in groups}
    else:
        assert isinstance(data, xr.DataTree), type(data)
        groups = set(data.children)
        dataset = {group: data[group].to_dataset() for group in groups}
    assert groups == GROUPS, groups
    return data, dataset


def check_draws(posterior, stats):
    header, rows = read_csv("draws")
    column = {name: np.array([float(row[i]) for row in rows]).reshape(4, 250) for i, name in enumerate(header)}
    assert set(posterior.data_vars) == {"mu", "tau", "effect", "unused"}, set(posterior.data_vars)
    assert posterior["effect"].dims == ("chain", "draw", "school")
    assert posterior["unused"].dims == ("chain", "draw", "unused_dim_0", "unused_dim_1")
    assert posterior["mu"].dtype == np.float64
    same(posterior["chain"], np.arange(4), "coordinates of chains")
    same(posterior["draw"], np.arange(250), "coordinates of draws")
    same(posterior["school"], np.array(SCHOOLS), "names of schools")
    same(posterior["unused_dim_1"], np.arange(3), "coordinates that nobody gave")
    for name in ["mu", "tau"]:
        same(posterior[name], column[name], name)
    for i, school in enumerate(SCHOOLS):
        same(posterior["effect"].sel(school=school), column[f"effect[{i}]"], f"effect of {school}")
    for i in range(2):
        for j in range(3):
            same(posterior["unused"][:, :, i, j], column[f"unused[{i}][{j}]"], f"unused[{i}][{j}]")
    kinds = {
        "lp": "f",
        "energy": "f",
        "step_size": "f",
        "acceptance_rate": "f",
        "tree_depth": "i",
        "n_steps": "i",
        "diverging": "b",
        "reached_max_treedepth": "b",
    }
    assert set(stats.data_vars) == set(kinds), set(stats.data_vars)
    for name, kind in kinds.items():
        assert stats[name].dtype.kind == kind, f"{name} has type {stats[name].dtype}"
        same(stats[name].astype(float), column[name], name)
    return int(stats["diverging"].sum())


def check_attributes(dataset):
    for group, part in dataset.items():
        for name in ["created_at", "creation_library", "creation_library_version"]:
            assert part.attrs[name], f"{group} has no attribute {name}"
    attributes = dataset["posterior"].attrs
    assert attributes["inference_library"] == "pullback"
    assert (attributes["tuning_steps"], attributes["seed"]) == (300, 2025)
    assert attributes["sampling_time"] > 0


def check_data(dataset):
    observed, constant = dataset["observed_data"], dataset["constant_data"]
    assert observed["measured"].dims == ("school",)
    same(observed["measured"], [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0], "observed data")
    same(observed["school"], np.array(SCHOOLS), "schools of the data")
    same(constant["error"].sel(school="Hotchkiss"), 9.0, "constant data")
    same(constant["year"], 1981.0, "a single number")
    predictive = dataset["posterior_predictive"]["measured"]
    assert predictive.dims == ("chain", "draw", "school")
    prior = dataset["prior"]
    assert prior["effect"].dims == ("chain", "draw", "school") and prior.sizes["chain"] == 1, prior.sizes
    assert prior["tau"].min() > 0 and abs(prior["mu"].std() - 5.0) < 1.0, prior["mu"].std()
    assert dataset["prior_predictive"]["measured"].shape == (1, 500, 8)
    away = (predictive - dataset["posterior"]["mu"]).std(("chain", "draw"))
    assert np.all(away > 0.9 * constant["error"]), away


def check_summaries(data):
    tables = {
        "0": [("summary", {}), ("summary_median", {"stat_focus": "median"})],
        "1": [("summary", {}), ("summary_median", {"kind": "all_median"})],
    }
    for name, arguments in tables[VERSION]:
        theirs = az.summary(data, round_to="none", **arguments)
        header, rows = read_csv(f"{name}_{VERSION}")
        assert list(theirs.columns) == header[1:], f"columns {list(theirs.columns)} instead of {header[1:]}"
        assert len(theirs) == len(rows), f"{len(theirs)} rows instead of {len(rows)}"
        for row in rows:
            label = row[0]
            for i, school in enumerate(SCHOOLS):
                label = label.replace(f"effect[{i}]", f"effect[{school}]")
            label = label.replace("][", ", ")
            same(theirs.loc[label].to_numpy(), [float(x) for x in row[1:]], f"{name} of {label}", 1e-10)


def check_rest(data):
    """What stands beside the groups that ArviZ knows does not trip it, and attributes can be written elsewhere."""
    fractions = az.bfmi(data) if VERSION == "0" else az.bfmi(data)["energy"]
    assert np.all(np.asarray(fractions) > 0), fractions
    target = FOLDER / f"again_{VERSION}.nc"
    data.to_netcdf(str(target))
    assert target.stat().st_size > 0


def main():
    stores = ["schools.zarr", "schools.nc"] if (FOLDER / "schools.nc").exists() else ["schools.zarr"]
    for name in stores:
        data, dataset = open_store(name)
        divergences = check_draws(dataset["posterior"], dataset["sample_stats"])
        check_attributes(dataset)
        check_data(dataset)
        check_summaries(data)
        check_rest(data)
    python = ".".join(map(str, sys.version_info[:2]))
    print(
        f"interop: arviz {az.__version__} (xarray {xr.__version__}, zarr {zarr.__version__}, Python {python}): "
        f"{compared} values of {' and '.join(stores)} equal, {divergences} divergences in each"
    )


main()
