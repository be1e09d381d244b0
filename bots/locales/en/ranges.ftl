## A clip that is drawn in ranges

problem-piece_missing = Frame { $expected } of the clip was to come next, and frame { $found } came. Nothing was charged; please try again.
problem-piece_broken = A part of the clip was damaged on its way. Nothing was charged; please try again.
problem-plan_broken = What the face was to do got lost before it was drawn. Nothing was charged; please try again.
