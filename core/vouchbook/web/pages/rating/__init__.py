"""What a rater does who came by a link: comes in with a mailed code, answers, checks, sends, or declines."""
