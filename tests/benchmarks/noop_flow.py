"""The least that Prefect can run: what its own start costs."""

from prefect import flow


@flow
def noop() -> int:
    """Do nothing."""
    return 1


if __name__ == "__main__":
    print(noop())
