"""What we order: proposals, their approval, orders to suppliers, the answers, changes, and the stock behind it."""
