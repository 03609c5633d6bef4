# gnuplot figure.gp makes figure.svg and figure.png
$series0 << EOD
0.25 71.2 17817.25361 6001.290415 163778.3185 0
0.5 96 23143.98945 7699.305219 214085.0558 0
1 97.5 27520.22797 9062.746724 257904.7851 0
2 98.6 29726.29466 9752.71326 280057.6634 0
4 98.8 30457.47001 9982.078233 287398.0403 0
EOD
$series1 << EOD
0.25 96.1 32203.969 11370.57329 234254.6319 0
0.5 97.9 37761.3709 13251.37378 277557.7178 0
1 98.8 40262.40563 14099.83029 297135.4628 0
2 98.7 41048.92492 14366.70206 303317.22 0
4 98.7 41194.73687 14416.38946 304447.8934 0
EOD
$series2 << EOD
0.25 97.7 57370.58257 21306.86771 309391.1084 0
0.5 98.6 60871.50515 22580.52823 329355.9236 0
1 98.8 61896.11218 22953.17514 335238.1693 0
2 98.7 62023.33796 22999.42313 335968.3052 0
4 98.7 62158.67335 23048.84451 336728.6815 0
EOD
$series3 << EOD
0.25 98.7 101568.8895 39300.5084 391981.1304 0
0.5 98.7 103213.1954 39929.58872 398655.9249 0
1 98.8 103349.203 39981.54777 399212.4585 0
2 98.7 103431.2064 40012.93536 399543.4038 0
4 98.7 103657.1958 40099.60882 400442.5097 0
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
plot $series0 using 1:2 with linespoints pt 7 lc 1 title 'converter.bits = 5', $series1 using 1:2 with linespoints pt 7 lc 2 title 'converter.bits = 6', $series2 using 1:2 with linespoints pt 7 lc 3 title 'converter.bits = 7', $series3 using 1:2 with linespoints pt 7 lc 4 title 'converter.bits = 8'
set ylabel 'energy per image (nJ), low .. high'
set logscale y
plot $series0 using 1:3:4:5 with yerrorlines pt 7 lc 1 title 'this array', $series1 using 1:3:4:5 with yerrorlines pt 7 lc 2 title '', $series2 using 1:3:4:5 with yerrorlines pt 7 lc 3 title '', $series3 using 1:3:4:5 with yerrorlines pt 7 lc 4 title ''
unset multiplot
}
unset output
