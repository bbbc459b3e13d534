fn main() {} // our customers
