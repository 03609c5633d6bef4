// lif_update: one step of one leaky integrate-and-fire neuron; combinational, no state.
//   leaked = leak_shift ? v - v / 2^leak_shift, the quotient rounded away from zero : v
//   refractory > 0: v' = leaked, refractory' = refractory - 1, no spike (the input is dropped)
//   else: sum = saturate(leaked + (acc << gain_shift)) to MEMBRANE_BITS, spike = sum >= threshold,
//         v' = spike ? (reset_subtract ? sum - threshold : 0) : sum,
//         refractory' = spike ? refractory_steps : 0
// Bit-exact twin: csim/net/lif.c.
`default_nettype none

module lif_update #(
  parameter MEMBRANE_BITS = 20,         // 8..28, signed
  parameter SUM_BITS      = 12          // accumulator, signed
) (
  input  wire signed [MEMBRANE_BITS-1:0] threshold_i,      // > 0
  input  wire        [3:0]               leak_shift_i,     // 0 = no leak
  input  wire        [2:0]               gain_shift_i,
  input  wire        [3:0]               refractory_steps_i,
  input  wire                            reset_subtract_i,

  input  wire signed [MEMBRANE_BITS-1:0] v_i,
  input  wire        [3:0]               refractory_i,
  input  wire signed [SUM_BITS-1:0]      acc_i,

  output wire signed [MEMBRANE_BITS-1:0] v_o,
  output wire        [3:0]               refractory_o,
  output wire                            spike_o,
  output wire                            saturated_o
);

  localparam SHIFTED_BITS = SUM_BITS + 7;
  localparam WIDE_BITS    = (SHIFTED_BITS > MEMBRANE_BITS ? SHIFTED_BITS : MEMBRANE_BITS) + 1;
  localparam signed [MEMBRANE_BITS-1:0] V_MAX = {1'b0, {MEMBRANE_BITS-1{1'b1}}};
  localparam signed [MEMBRANE_BITS-1:0] V_MIN = {1'b1, {MEMBRANE_BITS-1{1'b0}}};

  wire refractory = refractory_i != 4'd0;

  // The shift rounds down: away from zero below it. Above it one more leaks where bits fall off, so
  // that both signs are alike and the membrane ends at zero: v - (decay + 1) is v + ~decay.
  wire signed [MEMBRANE_BITS-1:0] decay  = v_i >>> leak_shift_i;
  wire        [MEMBRANE_BITS-1:0] below  = ~({MEMBRANE_BITS{1'b1}} << leak_shift_i);
  wire                            whole  = v_i[MEMBRANE_BITS-1] || (v_i & below) == {MEMBRANE_BITS{1'b0}};
  wire signed [MEMBRANE_BITS-1:0] leaked = leak_shift_i == 4'd0 ? v_i :
                                           v_i + ~decay + {{MEMBRANE_BITS-1{1'b0}}, whole};

  wire signed [WIDE_BITS-1:0] leaked_wide = {{WIDE_BITS-MEMBRANE_BITS{leaked[MEMBRANE_BITS-1]}},
                                             leaked};
  wire signed [WIDE_BITS-1:0] acc_wide    = {{WIDE_BITS-SUM_BITS{acc_i[SUM_BITS-1]}}, acc_i};
  wire signed [WIDE_BITS-1:0] wide        = leaked_wide + (acc_wide <<< gain_shift_i);

  // Fits when all bits above the membrane equal its sign.
  wire over = wide[WIDE_BITS-1:MEMBRANE_BITS-1]
              != {WIDE_BITS-MEMBRANE_BITS+1{wide[WIDE_BITS-1]}};
  wire signed [MEMBRANE_BITS-1:0] sum = !over              ? wide[MEMBRANE_BITS-1:0] :
                                        wide[WIDE_BITS-1]  ? V_MIN : V_MAX;
  wire fire = sum >= threshold_i;

  assign spike_o      = !refractory && fire;
  assign saturated_o  = !refractory && over;
  assign v_o          = refractory ? leaked :
                        !fire      ? sum :
                        reset_subtract_i ? sum - threshold_i : {MEMBRANE_BITS{1'b0}};
  assign refractory_o = refractory ? refractory_i - 4'd1 :
                        fire       ? refractory_steps_i : 4'd0;

`ifdef FORMAL
  // Saturation is exact and named, a spike needs the threshold. A leak is the same on both sides and
  // brings every membrane nearer to zero, never past it: it ends there.
  wire        [MEMBRANE_BITS:0] f_size = v_i < 0 ? -{v_i[MEMBRANE_BITS-1], v_i} : {1'b0, v_i};
  wire [MEMBRANE_BITS+15:0] f_leaks = ({15'd0, f_size} + (1 << leak_shift_i) - 1) >> leak_shift_i;
  wire signed [47:0] f_exact = leaked + acc_i * $signed({1'b0, 8'd1 << gain_shift_i});
  wire signed [47:0] f_max = V_MAX, f_min = V_MIN;
  always @* begin
    assume (threshold_i > 0);
    assert (v_i >= 0 ? leaked >= 0 && leaked <= v_i : leaked <= 0 && leaked >= v_i);
    if (leak_shift_i == 4'd0) assert (leaked == v_i);
    else begin
      assert (v_i == 0 || leaked != v_i);
      assert (leaked == (v_i < 0 ? v_i + $signed(f_leaks[MEMBRANE_BITS-1:0])
                                 : v_i - $signed(f_leaks[MEMBRANE_BITS-1:0])));
    end
    assert (sum == (f_exact > f_max ? f_max : f_exact < f_min ? f_min : f_exact));
    assert (saturated_o == (!refractory && (f_exact > f_max || f_exact < f_min)));
    assert (!spike_o || sum >= threshold_i && v_o >= 0);
    if (refractory) assert (!spike_o && v_o == leaked && refractory_o == refractory_i - 4'd1);
    else            assert (spike_o || v_o < threshold_i && v_o == sum);
  end
`endif

endmodule

`default_nettype wire
