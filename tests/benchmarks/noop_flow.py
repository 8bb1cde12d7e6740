"""The least that Prefect can run: what its own start costs."""

from prefect import flow


@flow
def noop() -> str:
    """Do nothing."""
    return "did nothing"


if __name__ == "__main__":
    print(noop())
