"""What the issuer of cards and the supplier of top-ups have in common: signed JSON over HTTP."""
