"""The fictional county in a store, made once for all tests of the knowledge base."""

import pytest

from omsyn.sources import fictional
from omsyn.warehouse import Store, load_fetched


@pytest.fixture(scope="session")
def county_store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("county"))
    fetched, references = fictional.make()
    load_fetched(store, fetched, references)
    return store
