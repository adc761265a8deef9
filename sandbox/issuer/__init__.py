"""An issuer of cards: knows every card it ever made, and locks them at a shop's word."""
