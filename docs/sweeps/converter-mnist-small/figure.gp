# gnuplot figure.gp makes figure.svg and figure.png
$series0 << EOD
0.5 79.3 488.8067425 180.8152482 3282.555007 6397.64352
1 81.85 490.3662927 181.5014262 3286.875476 6397.64352
2 90.9 491.6091685 182.0782542 3290.211453 6397.64352
4 97.15 492.3442154 182.4371902 3292.18334 6397.64352
EOD
$series1 << EOD
0.5 81.15 591.9577622 223.7585529 3447.645374 6397.64352
1 91 593.4115451 224.4224023 3451.173015 6397.64352
2 97.15 594.1522063 224.7780376 3452.954702 6397.64352
4 98.15 594.4260046 224.913268 3453.655684 6397.64352
EOD
$series2 << EOD
0.5 90.6 789.9087897 305.6109968 3756.863847 6397.64352
1 97.1 790.8204975 306.0324011 3758.885774 6397.64352
2 97.9 791.1231641 306.178066 3759.569589 6397.64352
4 98.15 791.1541862 306.1925717 3759.631614 6397.64352
EOD
$series3 << EOD
0.5 97.2 1176.849435 464.9340116 4354.617812 6397.64352
1 98 1177.250097 465.1183997 4355.450063 6397.64352
2 98.05 1177.287754 465.1358964 4355.510991 6397.64352
4 98.15 1177.303491 465.1425684 4355.532692 6397.64352
EOD
$series4 << EOD
0.5 98.05 1941.881964 779.2321291 5530.740743 6397.64352
1 97.95 1941.914028 779.2473375 5530.777191 6397.64352
2 98.05 1941.936809 779.2573063 5530.801911 6397.64352
4 98.15 1941.96619 779.2695839 5530.844475 6397.64352
EOD
set xlabel 'converter.lsb_levels' noenhanced
set key bottom right noenhanced
set grid
set xtics noenhanced
set offsets graph 0.05, graph 0.05, 0, 0
do for [format in 'svg png'] {
  if (format eq 'svg') { set terminal svg size 1000,420 background 'white' }
  else { set terminal pngcairo size 1000,420 }
  set output 'figure.'.format
  unset logscale
set multiplot layout 1,2
set ylabel 'accuracy (%)'
plot $series0 using 1:2 with linespoints pt 7 lc 1 title 'converter.bits = 4', $series1 using 1:2 with linespoints pt 7 lc 2 title 'converter.bits = 5', $series2 using 1:2 with linespoints pt 7 lc 3 title 'converter.bits = 6', $series3 using 1:2 with linespoints pt 7 lc 4 title 'converter.bits = 7', $series4 using 1:2 with linespoints pt 7 lc 5 title 'converter.bits = 8'
set ylabel 'energy per image (nJ), low .. high'
set logscale y
plot $series0 using 1:3:4:5 with yerrorlines pt 7 lc 1 title 'this array', $series0 using 1:6 with lines dt 2 lc 1 title 'SRAM baseline', $series1 using 1:3:4:5 with yerrorlines pt 7 lc 2 title '', $series1 using 1:6 with lines dt 2 lc 2 title '', $series2 using 1:3:4:5 with yerrorlines pt 7 lc 3 title '', $series2 using 1:6 with lines dt 2 lc 3 title '', $series3 using 1:3:4:5 with yerrorlines pt 7 lc 4 title '', $series3 using 1:6 with lines dt 2 lc 4 title '', $series4 using 1:3:4:5 with yerrorlines pt 7 lc 5 title '', $series4 using 1:6 with lines dt 2 lc 5 title ''
unset multiplot
}
unset output
