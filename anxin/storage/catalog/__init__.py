"""What is sold and by which rules: policies, products and their pages."""
