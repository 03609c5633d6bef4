# gnuplot figure.gp makes figure.svg and figure.png
$series0 << EOD
0.5 71.35 486.738086 180.331006 3268.173132 6295.471066
1 88.4 488.0950437 180.9148216 3272.00654 6295.471066
2 95.1 489.3151174 181.4608578 3275.303319 6295.471066
4 97.35 490.107301 181.8294548 3277.455658 6295.471066
EOD
$series1 << EOD
0.5 88.15 589.2609444 222.9904324 3432.048419 6295.471066
1 95.25 590.8205731 223.6772128 3435.832551 6295.471066
2 97.9 591.7008899 224.0794137 3437.940726 6295.471066
4 98.1 592.0247605 224.2327727 3438.671961 6295.471066
EOD
$series2 << EOD
0.5 95.25 786.7668566 304.6355737 3740.718642 6295.471066
1 97.6 787.9501485 305.1606759 3743.225637 6295.471066
2 98.1 788.3797797 305.3553245 3744.157683 6295.471066
4 97.8 788.3811384 305.357801 3744.100365 6295.471066
EOD
$series3 << EOD
0.5 97.8 1173.157418 463.7243204 4337.693346 6295.471066
1 98 1173.791847 464.0022502 4338.938559 6295.471066
2 98.1 1173.823084 464.0160641 4339.002555 6295.471066
4 97.8 1173.783121 464.00017 4338.857391 6295.471066
EOD
$series4 << EOD
0.5 98.15 1936.988261 777.5276874 5511.978131 6295.471066
1 97.95 1937.043286 777.5506572 5512.117951 6295.471066
2 98.1 1937.027916 777.5441682 5512.082776 6295.471066
4 97.8 1936.963417 777.5181977 5511.899897 6295.471066
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
