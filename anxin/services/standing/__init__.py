"""How merchants stand: measured every night, penalised by two people, heard, appealed, undone."""
