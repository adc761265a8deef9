"""How the house is put on a machine: settings, addresses, servers."""
