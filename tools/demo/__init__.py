"""What make_demo.py is made of: words and works as TOML, spending and months as Python."""
