"""The outside world on this machine: payment gateways that speak the real wire protocols.

Each provider has a folder. All keep one book (`book`), tell one time (`clock`) and can be told to
fail (`switches`). Nothing here knows the product, nor the product this: they meet on the wire.
"""
